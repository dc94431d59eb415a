// What holds of everything that every environment registers. In one file, and so in one process: registering them all
// takes longer than all that is then asked of them, and mocha gives each file to either of its processes.
import "./whole/claims.test";
import "./whole/contract.test";
import "./whole/golden.test";
import "./whole/house.test";
import "./whole/policy.test";
import "./whole/queries.test";
import "./whole/requests.test";
import "./whole/reserved.test";
import "./whole/runbooks.test";
import "./whole/start-page.test";
import "./whole/watched.test";
