// Reads dashboards as Grafana's own schema has them, strictly: a field that is missing, unknown or of another type is
// named with its place. Panels and queries are read by the schemas of their plug-ins.
package main

import (
	"encoding/json"
	"fmt"
	"os"

	"github.com/grafana/grafana-foundation-sdk/go/cog"
	"github.com/grafana/grafana-foundation-sdk/go/cog/plugins"
	"github.com/grafana/grafana-foundation-sdk/go/dashboard"
)

// The SDK returns a list of faults, an empty one where there is none.
func add(faults *[]string, place string, err error) {
	if list, ok := err.(cog.BuildErrors); err == nil || ok && len(list) == 0 {
		return
	}
	*faults = append(*faults, place+err.Error())
}

func read(text []byte) (faults []string) {
	strict := dashboard.Dashboard{}
	add(&faults, "", strict.UnmarshalJSONStrict(text))
	add(&faults, "", strict.Validate())
	// The SDK reads the fields of a panel's values loosely, unless it is asked for them alone.
	loose := struct {
		Panels []struct {
			FieldConfig json.RawMessage `json:"fieldConfig"`
		} `json:"panels"`
	}{}
	add(&faults, "", json.Unmarshal(text, &loose))
	for i, panel := range loose.Panels {
		config := dashboard.FieldConfigSource{}
		add(&faults, fmt.Sprintf("panels[%d].fieldConfig: ", i), config.UnmarshalJSONStrict(panel.FieldConfig))
	}
	return faults
}

func main() {
	plugins.RegisterDefaultPlugins()
	failed := false
	for _, path := range os.Args[1:] {
		text, err := os.ReadFile(path)
		faults := []string{}
		if err == nil {
			faults = read(text)
		} else {
			faults = []string{err.Error()}
		}
		for _, fault := range faults {
			failed = true
			fmt.Printf("%s: %s\n", path, fault)
		}
	}
	if failed {
		os.Exit(1)
	}
}
