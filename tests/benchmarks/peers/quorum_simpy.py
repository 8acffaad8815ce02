#!/usr/bin/python3
"""The quorum store on SimPy 3: timeouts with a callback each, the least that SimPy can do an event.

    quorum_simpy.py NODES CLIENTS OPERATIONS

The work is that of quorum_work.h; the draws are Python's.
"""
import json
import math
import random
import sys
import time
from collections import deque

import simpy

REPLICAS, QUORUM, KEYS = 3, 2, 1_000_000
SERVICE_MEAN_NS, NETWORK_MEDIAN_NS, NETWORK_SIGMA = 100e3, 250e3, 0.5
MASK = (1 << 64) - 1


def mix(z):
    """The finalizer of splitmix64."""
    z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & MASK
    z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & MASK
    return z ^ (z >> 31)


class Operation:
    __slots__ = ("coordinator", "replies", "began")

    def __init__(self, coordinator, began):
        self.coordinator, self.replies, self.began = coordinator, 0, began


class Store:
    """Handlers read an event's `_value`: calling its property `value` would take a tenth longer."""

    def __init__(self, nodes, operations):
        self.env = simpy.Environment()
        self.random = random.Random(42)
        self.nodes, self.left = nodes, operations
        self.queues = [deque() for _ in range(nodes)]  # the first of each is being served
        self.answered, self.latency_sum = 0, 0.0
        self.location = math.log(NETWORK_MEDIAN_NS)

    def network(self, handler, value):
        delay = self.random.lognormvariate(self.location, NETWORK_SIGMA)
        simpy.events.Timeout(self.env, delay, value).callbacks.append(handler)

    def serve(self, node):
        delay = self.random.expovariate(1 / SERVICE_MEAN_NS)
        simpy.events.Timeout(self.env, delay, node).callbacks.append(self.served)

    def ask(self):
        if self.left == 0:
            return
        self.left -= 1
        key = int(self.random.random() * KEYS)
        point = mix((key * 0x9E3779B97F4A7C15 + 1) & MASK)
        self.network(self.request, Operation(point * self.nodes >> 64, self.env.now))

    def request(self, event):
        operation = event._value
        for rank in range(1, REPLICAS):
            self.network(self.replica_request, (operation, rank))
        self.arrive(operation, 0)

    def replica_request(self, event):
        self.arrive(*event._value)

    def arrive(self, operation, rank):
        node = (operation.coordinator + rank) % self.nodes
        queue = self.queues[node]
        queue.append((operation, rank))
        if len(queue) == 1:
            self.serve(node)

    def served(self, event):
        queue = self.queues[event._value]
        operation, rank = queue.popleft()
        if queue:
            self.serve(event._value)
        if rank:
            self.network(self.replied, operation)
        else:
            self.reply(operation)

    def replied(self, event):
        self.reply(event._value)

    def reply(self, operation):
        operation.replies += 1
        if operation.replies == QUORUM:
            self.network(self.answer, operation)

    def answer(self, event):
        self.answered += 1
        self.latency_sum += self.env.now - event._value.began
        self.ask()


def main():
    nodes, clients, operations = map(int, sys.argv[1:4])
    store = Store(nodes, operations)
    began = time.process_time()
    for _ in range(clients):
        store.ask()
    store.env.run()
    print(json.dumps({"operations": store.answered, "cpu_s": time.process_time() - began,
                      "latency_mean_us": store.latency_sum / store.answered / 1e3}))


if __name__ == "__main__":
    main()
