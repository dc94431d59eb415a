// The engine would compile the pack by itself, types checked anew at every preview; tsx runs it as it is written.
require("tsx/cjs");
require("./pack");
