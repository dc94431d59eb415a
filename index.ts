import { samestack } from "./stacks/samestack";

/** The program: its output is the addresses of each place, where its load balancer listens and its consoles. */
export = async () => ({ places: await samestack() });
