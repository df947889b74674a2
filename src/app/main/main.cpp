#include "app/cli.hpp"

int main(int argc, char** argv) { return peal::app::run(argc, argv); }
