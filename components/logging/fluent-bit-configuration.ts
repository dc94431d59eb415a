import { AUTHORITY_FILE, PASSWORD_VARIABLE, type Store } from "./store";
import { streams } from "./streams";

/** Where it answers for its health, and with its metrics. */
export const METRICS_PORT = 2020;

/** What Fluent Bit is to do on a node. */
export interface FluentBitConfiguration {
    /** The place's name, in each record. */
    cluster: string;
    store: Pick<Store, "host" | "port" | "username">;
    auditLog?: string;
}

/** A folder of the node: where it is in each file, and what it could not yet send, both to outlive the pod. */
const FOLDER = "/var/log/fluent-bit";

/**
 * Fluent Bit's configuration on a node, by the keys of its chart: the same fields in the same streams as Fluentd's.
 *
 * @see https://docs.fluentbit.io/manual/administration/configuring-fluent-bit/classic-mode/configuration-file
 */
export function fluentBitConfiguration(said: FluentBitConfiguration): Record<string, string> {
    const { auditLog } = said;
    return {
        service: service(FOLDER),
        inputs: [containers, ...(auditLog === undefined ? [] : [audit(auditLog)])].join("\n"),
        filters: filters(said.cluster),
        outputs: [
            output("containers", "kube.*", said.store, "1G"),
            ...(auditLog === undefined ? [] : [output("audit", "audit", said.store, "512M")]),
        ].join("\n"),
        customParsers: auditLog === undefined ? "" : auditParser,
    };
}

/** Its own settings, with a folder for what could not yet be sent. */
export function service(folder: string): string {
    return `[SERVICE]
    Daemon Off
    Flush 5
    Grace 30
    Log_Level info
    Parsers_File /fluent-bit/etc/parsers.conf
    Parsers_File /fluent-bit/etc/conf/custom_parsers.conf
    HTTP_Server On
    HTTP_Listen 0.0.0.0
    HTTP_Port ${METRICS_PORT}
    Health_Check On
    storage.path ${folder}/buffer
    storage.metrics On
    storage.max_chunks_up 64
    storage.backlog.mem_limit 32M
`;
}

const containers = `[INPUT]
    Name tail
    Tag kube.*
    Path /var/log/containers/*.log
    # Its own lines would make more of themselves.
    Exclude_Path /var/log/containers/*_fluent-bit_*.log
    multiline.parser cri
    DB ${FOLDER}/containers.db
    DB.locking On
    Read_from_Head On
    Refresh_Interval 10
    Rotate_Wait 30
    Skip_Long_Lines On
    storage.type filesystem
    storage.pause_on_chunks_overlimit On
`;

const audit = (file: string) => `[INPUT]
    Name tail
    Tag audit
    Path ${file}
    Parser audit
    DB ${FOLDER}/audit.db
    DB.locking On
    Read_from_Head On
    Buffer_Max_Size 2M
    Skip_Long_Lines On
    storage.type filesystem
    storage.pause_on_chunks_overlimit On
`;

const auditParser = `[PARSER]
    Name audit
    Format json
    Time_Key requestReceivedTimestamp
    Time_Format %Y-%m-%dT%H:%M:%S.%L%z
    Time_Keep On
`;

const filters = (cluster: string) => `[FILTER]
    Name kubernetes
    Match kube.*
    Merge_Log On
    Merge_Log_Key json
    Keep_Log On
    Labels On
    Annotations Off
    K8S-Logging.Parser Off
    K8S-Logging.Exclude Off
    # Of a pod with many containers the API says more than the 32 kB that it reads by itself.
    Buffer_Size 1M
    tls.verify On

[FILTER]
    Name modify
    Match kube.*
    Rename log message
    Remove time
    Remove _p

[FILTER]
    Name modify
    Match *
    Set cluster ${cluster}
`;

/** Where records of a tag go. A stream takes what is new and has no types. */
export function output(
    stream: keyof typeof streams,
    match: string,
    { host, port, username }: FluentBitConfiguration["store"],
    room: string,
): string {
    return `[OUTPUT]
    Name es
    Match ${match}
    Host ${host}
    Port ${port}
    tls On
    tls.verify On
    tls.verify_hostname On
    tls.ca_file ${AUTHORITY_FILE}
    HTTP_User ${username}
    HTTP_Passwd \${${PASSWORD_VARIABLE}}
    Index ${streams[stream]}
    Write_Operation create
    Suppress_Type_Name On
    Time_Key @timestamp
    Time_Key_Nanos On
    # The same record, sent twice for want of an answer, is taken once.
    Generate_ID On
    Compress gzip
    Trace_Error On
    Retry_Limit no_limits
    storage.total_limit_size ${room}
`;
}
