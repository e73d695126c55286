#!/usr/bin/env python3
# /// script
# requires-python = ">=3.10"
# dependencies = ["simpy==4.1.2", "ciw==3.2.7"]
# ///
"""M/M/20 at a load of 0.8 in three simulators, in one run: events a second and the mean time in the system of each.

infgen runs replications on as many cores as it is given, here on one and on two; the others have one core each, since
neither can use another.

    pip install simpy==4.1.2 ciw==3.2.7
    python benches/compare.py

infgen is measured by its own benchmark (`cargo bench --bench simulation -- mm20`), whose scenario is the same queue. An event is
an arrival or a departure. The mean time in the system is printed beside, so that nobody compares the speed of a wrong answer.
"""

import random
import re
import subprocess
import sys
import time

SERVERS, RATE, SERVICE = 20, 16.0, 1.0
EXACT = 1.0 + 0.06402  # mean time in the system by the Erlang C formula: 1 + C(20, 16) / (20 - 16)


def with_simpy(customers):
    import simpy

    random.seed(1)
    environment = simpy.Environment()
    servers = simpy.Resource(environment, SERVERS)
    spent = []

    def customer():
        came = environment.now
        with servers.request() as request:
            yield request
            yield environment.timeout(random.expovariate(1 / SERVICE))
        spent.append(environment.now - came)

    def source():
        for _ in range(customers):
            yield environment.timeout(random.expovariate(RATE))
            environment.process(customer())

    environment.process(source())
    began = time.perf_counter()
    environment.run()
    return 2 * customers / (time.perf_counter() - began), sum(spent) / len(spent)


def with_ciw(customers):
    import ciw

    ciw.seed(1)
    network = ciw.create_network(
        arrival_distributions=[ciw.dists.Exponential(rate=RATE)],
        service_distributions=[ciw.dists.Exponential(rate=1 / SERVICE)],
        number_of_servers=[SERVERS],
    )
    simulation = ciw.Simulation(network)
    began = time.perf_counter()
    simulation.simulate_until_max_customers(customers)
    took = time.perf_counter() - began
    records = simulation.get_all_records()
    return 2 * customers / took, sum(r.exit_date - r.arrival_date for r in records) / len(records)


def with_infgen():
    """Events a second by threads, and the mean of each."""
    run = ["cargo", "bench", "--locked", "--bench", "simulation", "--", "mm20"]
    text = subprocess.run(run, check=True, capture_output=True, text=True).stdout
    means = [float(mean) for mean in re.findall(r"mean time in the system ([0-9.]+) s", text)]
    scale = {"K": 1e3, "M": 1e6, "G": 1e9}
    # Of each line fastest, slowest, median, mean: the median.
    medians = re.findall(r"item/s.*?item/s.*?([0-9.]+) ([KMG])item/s", text)
    return [(float(value) * scale[unit], mean) for (value, unit), mean in zip(medians, means, strict=True)]


def main():
    print(f"M/M/{SERVERS} at 0.8; mean time in the system by formula {EXACT:.4f} s")
    ours = with_infgen()
    for cores, (speed, mean) in enumerate(ours, start=1):
        print(f"{f'infgen, {cores} core' + 's' * (cores > 1):16} {speed:12,.0f} events/s  mean {mean:.4f} s")
    least = []
    for name, run, customers in (("SimPy", with_simpy, 200_000), ("Ciw", with_ciw, 60_000)):
        speed, mean = run(customers)
        ratios = [our / speed for our, _ in ours]
        least.append(ratios[-1])
        words = " and ".join(f"{ratio:,.0f}" for ratio in ratios)
        print(f"{name:16} {speed:12,.0f} events/s  mean {mean:.4f} s  infgen is {words} times as fast")
    if min(least) < 100:
        sys.exit("less than 100 times as fast")


if __name__ == "__main__":
    main()
