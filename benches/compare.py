#!/usr/bin/env python3
# /// script
# requires-python = ">=3.10"
# dependencies = ["simpy==4.1.2", "ciw==3.2.7"]
# ///
"""M/M/20 at a load of 0.8 in three simulators, in one run on one core: events a second and the mean wait of each.

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
    run = ["cargo", "bench", "--locked", "--bench", "simulation", "--", "mm20"]
    text = subprocess.run(run, check=True, capture_output=True, text=True).stdout
    mean = float(re.search(r"mean time in the system ([0-9.]+) s", text).group(1))
    rates = re.findall(r"([0-9.]+) ([KMG])item/s", text)
    scale = {"K": 1e3, "M": 1e6, "G": 1e9}
    # fastest, slowest, median, mean: the median, as for the others there is one run.
    value, unit = rates[2] if len(rates) > 2 else rates[0]
    return float(value) * scale[unit], mean


def main():
    print(f"M/M/{SERVERS} at 0.8; mean time in the system by formula {EXACT:.4f} s")
    ours, mean = with_infgen()
    print(f"{'infgen':8} {ours:14,.0f} events/s  mean {mean:.4f} s")
    slowest = None
    for name, run, customers in (("SimPy", with_simpy, 200_000), ("Ciw", with_ciw, 60_000)):
        speed, mean = run(customers)
        ratio = ours / speed
        slowest = ratio if slowest is None else min(slowest, ratio)
        print(f"{name:8} {speed:14,.0f} events/s  mean {mean:.4f} s  infgen is {ratio:,.0f} times as fast")
    if slowest < 100:
        sys.exit("less than 100 times as fast")


if __name__ == "__main__":
    main()
