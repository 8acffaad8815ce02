// dynamosim: the models it knows, and the command line over them.
#include "models/dynamo/dynamo.h"
#include "sim/run/cli/cli.h"

int main(int argc, char** argv) {
  const sim::ModelInfo models[] = {dynamo::model()};
  return sim::run_cli(argc, argv, models);
}
