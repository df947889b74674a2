#include "db/schema.hpp"
