import { clusterNamed } from "./eks";

// Plays the one command of the AWS CLI that a kubeconfig of EKS calls:
// https://docs.aws.amazon.com/cli/latest/reference/eks/get-token.html
const [service, command, ...flags] = process.argv.slice(2);
const name = flags[flags.indexOf("--cluster-name") + 1];
if (service !== "eks" || command !== "get-token" || !flags.includes("--cluster-name") || name === undefined) {
    process.stderr.write("The stand-in of the AWS CLI knows only: aws eks get-token --cluster-name <name>\n");
    process.exit(252);
}
try {
    const { token } = clusterNamed(name);
    const expirationTimestamp = new Date(Date.now() + 14 * 60_000).toISOString();
    const credential = { apiVersion: "client.authentication.k8s.io/v1beta1", kind: "ExecCredential" };
    process.stdout.write(`${JSON.stringify({ ...credential, spec: {}, status: { expirationTimestamp, token } })}\n`);
} catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exit(254);
}
