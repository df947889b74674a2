#include "records/customers.hpp"
