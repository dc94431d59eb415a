import { parseArgs } from "node:util";

import { github } from "./comment/github";
import { gitlab } from "./comment/gitlab";
import { textIn, write } from "./comment/write";
import { door } from "./door";
import { Refusal } from "./terminal";

const help = `npm run comment -- --host github|gitlab --file <comment.md> [--short <summary.md>] [--mark plan|preview]

Puts a text on a pull request as one comment: over the one that carries its mark and is by us, or as the first. A host
that is busy or stumbles is asked again; one that stays away is told in a sentence, and the exit code is 1.

  --file <file>    the text, that begins with its mark; or a folder, all .md of which are put one after another
  --short <file>   what is put instead where the host finds the text too long; the comment then says where the whole is
  --mark <word>    which of our comments it is: plan, unless said
  --of <word>      of several with one mark, which: an environment
  --number <n>     the pull request, where the run does not know it

From the host's own variables; the token is read there alone, and never shown:
  github  GITHUB_TOKEN, GITHUB_REPOSITORY; of a run also GITHUB_EVENT_PATH, GITHUB_API_URL, GITHUB_SERVER_URL,
          GITHUB_RUN_ID. After another run (workflow_run) the pull request is the open one that ends at its commit.
  gitlab  GITLAB_TOKEN (a project's access token, scope api), CI_PROJECT_ID, CI_MERGE_REQUEST_IID; of a run also
          CI_API_V4_URL, CI_PIPELINE_URL, CI_COMMIT_SHA

Examples
  npm run plan -- --output plan
  npm run comment -- --host github --file plan/plan.md --short plan/summary.md --number 12`;

door(help, async () => {
    const { values } = parseArgs({
        options: {
            host: { type: "string" },
            file: { type: "string" },
            short: { type: "string" },
            mark: { type: "string", default: "plan" },
            of: { type: "string" },
            number: { type: "string" },
        },
    });
    const { host, file } = values;
    if (host !== "github" && host !== "gitlab") throw new Refusal("say the host: --host github or --host gitlab", 2);
    if (file === undefined) throw new Refusal("say what to put there: --file plan/plan.md", 2);
    if (values.mark !== "plan" && values.mark !== "preview") throw new Refusal("--mark is plan or preview", 2);
    if (values.number !== undefined && !/^[1-9]\d*$/.test(values.number)) {
        throw new Refusal(`--number ${values.number} is no number of a pull request`, 2);
    }
    if (values.of !== undefined && !/^[\w.-]+$/.test(values.of)) throw new Refusal("--of takes an environment", 2);
    const number = values.number === undefined ? undefined : Number(values.number);
    const mark = `<!-- samestack ${values.mark} -->`;
    const text = textIn(file, mark);
    const short = values.short === undefined ? undefined : textIn(values.short, mark);
    const open = () => (host === "github" ? github(process.env, number) : Promise.resolve(gitlab(process.env, number)));
    const own = (text: string) => (values.of === undefined ? text : text.replace(mark, markOf(mark, values.of)));
    const body = { mark: own(mark), text: own(text), ...(short !== undefined && { short: own(short) }) };
    console.log(await write(open, body));
});

function markOf(mark: string, of: string): string {
    return mark.replace(" -->", ` ${of} -->`);
}
