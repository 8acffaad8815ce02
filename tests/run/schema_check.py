#!/usr/bin/env python3
"""Shipped scenarios satisfy the schema, broken ones do not: a second opinion by jsonschema.


With --bad before a file, that file must fail.
"""
import json
import sys

import jsonschema


def scenario(path):
    """As JSON, without the lines that are comments."""
    with open(path, encoding="utf-8") as file:
        return json.loads("".join(line for line in file if not line.lstrip().startswith("//")))


def main(schema_path, *arguments):
    with open(schema_path, encoding="utf-8") as file:
        schema = json.load(file)
    jsonschema.Draft7Validator.check_schema(schema)
    validator = jsonschema.Draft7Validator(schema)
    wrong, expect_bad = 0, False
    for argument in arguments:
        if argument == "--bad":
            expect_bad = True
            continue
        errors = list(validator.iter_errors(scenario(argument)))
        if bool(errors) != expect_bad:
            wrong += 1
            for error in errors:
                pointer = "".join(f"/{step}" for step in error.absolute_path)
                print(f"{argument}: {pointer}: {error.message[:200]}", file=sys.stderr)
            if not errors:
                print(f"{argument}: accepted, but should be refused", file=sys.stderr)
        expect_bad = False
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
