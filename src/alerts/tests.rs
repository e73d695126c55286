use super::example;
use super::*;

#[test]
fn dump() {
    let stack = example::stack();
    for group in groups(&stack) {
        for r in group.recordings {
            println!("# record {} {:?}\n{}\n", r.name, r.labels, r.expr);
        }
        for a in group.alerts {
            println!(
                "# {} for {} {:?}\n{}\n  -- {}\n  -- {}\n",
                a.name,
                a.r#for.prometheus(),
                a.labels(&stack),
                a.expr,
                a.summary,
                a.description
            );
        }
    }
}
