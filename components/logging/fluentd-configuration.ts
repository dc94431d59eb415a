import { AUTHORITY_FILE, majorOf, PASSWORD_VARIABLE, type Store } from "./store";
import { streams } from "./streams";

/** What Fluentd is to do. */
export interface FluentdConfiguration {
    /** The place's name, in each record. */
    cluster: string;
    store: Pick<Store, "host" | "port" | "username" | "version">;
    auditLog?: string;
}

/**
 * Fluentd's configuration, in the four files that its chart has by default, so that none of the chart's is left: its own
 * would send to another host, with a password that everybody knows.
 *
 * @see https://docs.fluentd.org/configuration/config-file
 */
export function fluentdConfiguration(said: FluentdConfiguration): Record<string, string> {
    return {
        "01_sources.conf": sources(said),
        "02_filters.conf": filters(said),
        "03_dispatch.conf": rejected(said),
        "04_outputs.conf": outputs(said),
    };
}

/** A folder of the node: where it is in each file, and what it could not yet send, both to outlive the pod. */
const FOLDER = "/var/log/fluentd";

function sources({ auditLog }: FluentdConfiguration): string {
    const containers = `
<source>
  @type tail
  @id containers
  @label @CONTAINERS
  tag kubernetes.*
  path /var/log/containers/*.log
  # Its own lines would make more of themselves.
  exclude_path ["/var/log/containers/*_fluentd_*.log"]
  pos_file ${FOLDER}/containers.pos
  read_from_head true
  # A file that is turned over keeps its place.
  follow_inodes true
  refresh_interval 10
  <parse>
    @type regexp
    expression /^(?<time>[^ ]+) (?<stream>stdout|stderr) (?<logtag>[FP][^ ]*) (?<message>.*)$/
    time_format %Y-%m-%dT%H:%M:%S.%N%z
  </parse>
</source>
`;
    const audit = `
<source>
  @type tail
  @id audit
  @label @AUDIT
  tag audit
  path ${auditLog ?? ""}
  pos_file ${FOLDER}/audit.pos
  read_from_head true
  follow_inodes true
  <parse>
    @type json
    time_key requestReceivedTimestamp
    time_type string
    time_format %Y-%m-%dT%H:%M:%S.%N%z
    keep_time_key true
  </parse>
</source>
`;
    const metrics = `
<source>
  @type prometheus
  @id metrics
  bind 0.0.0.0
  port 24231
</source>
<source>
  @type prometheus_output_monitor
  @id output_metrics
</source>
<source>
  @type prometheus_tail_monitor
  @id tail_metrics
</source>
`;
    return [containers, ...(auditLog === undefined ? [] : [audit]), metrics].join("");
}

function filters({ cluster, auditLog }: FluentdConfiguration): string {
    const containers = `
<label @CONTAINERS>
  # The runtime cuts long lines into parts.
  <filter kubernetes.**>
    @type concat
    key message
    use_partial_cri_logtag true
    partial_cri_logtag_key logtag
    stream_identity_key stream
    # It removes this field, which we keep, so the other is named again.
    partial_cri_stream_key logtag
    separator ""
    flush_interval 5
    timeout_label @NAMED
  </filter>
  <match **>
    @type relabel
    @label @NAMED
  </match>
</label>

<label @NAMED>
  <filter kubernetes.**>
    @type kubernetes_metadata
    @id kubernetes
    skip_namespace_metadata true
    skip_master_url true
  </filter>
  <filter kubernetes.**>
    @type record_transformer
    enable_ruby true
    auto_typecast true
    remove_keys logtag,docker,$.kubernetes.container_image_id
    <record>
      cluster ${cluster}
      json \${record["message"].to_s.start_with?("{") ? (JSON.parse(record["message"]) rescue nil) : nil}
    </record>
  </filter>
  <match **>
    @type relabel
    @label @OUTPUT
  </match>
</label>
`;
    const audit = `
<label @AUDIT>
  <filter **>
    @type record_transformer
    <record>
      cluster ${cluster}
    </record>
  </filter>
  <match **>
    @type relabel
    @label @OUTPUT
  </match>
</label>
`;
    return [containers, ...(auditLog === undefined ? [] : [audit])].join("");
}

/** What Elasticsearch refuses, and what could not be read, goes to a stream of its own that takes everything. */
function rejected({ cluster, store }: FluentdConfiguration): string {
    return `
<label @ERROR>
  <filter **>
    @type record_transformer
    enable_ruby true
    renew_record true
    <record>
      message \${record.to_json}
      stream_name \${tag}
      cluster ${cluster}
    </record>
  </filter>
${named}
  <match **>
${output("rejected", store, "64MB")}
  </match>
</label>
`;
}

function outputs({ store, auditLog }: FluentdConfiguration): string {
    const audit = `
  <match audit>
${output("audit", store, "512MB")}
  </match>
`;
    return `
<label @OUTPUT>
${named}${auditLog === undefined ? "" : audit}
  <match **>
${output("containers", store, "1GB")}
  </match>
</label>
`;
}

// The plugin creates nothing that has no id, and drops it without a word. With one, a line that is sent twice for want of
// an answer is taken once.
const named = `  <filter **>
    @type elasticsearch_genid
    hash_id_key _hash
  </filter>`;

function output(
    stream: keyof typeof streams,
    { host, port, username, version }: FluentdConfiguration["store"],
    room: string,
): string {
    return `    @type elasticsearch
    @id ${stream}_output
    host ${host}
    port ${port}
    scheme https
    ca_file ${AUTHORITY_FILE}
    ssl_verify true
    ssl_version TLSv1_2
    user ${username}
    password "#{ENV['${PASSWORD_VARIABLE}']}"
    index_name ${streams[stream]}
    # A stream only takes what is new.
    write_operation create
    # Not removed: without it the plugin would lose track of what was refused. Elasticsearch does not keep it.
    id_key _hash
    emit_error_for_missing_id true
    suppress_type_name true
    include_timestamp true
    # It may write, and ask nothing: neither which version the server has, nor who its nodes are.
    verify_es_version_at_startup false
    default_elasticsearch_version ${majorOf(version)}
    reload_connections false
    reconnect_on_error true
    reload_on_failure false
    request_timeout 60s
    compression_level default_compression
    log_es_400_reason true
    <buffer>
      @type file
      path ${FOLDER}/buffer/${stream}
      chunk_limit_size 8MB
      total_limit_size ${room}
      flush_mode interval
      flush_interval 5s
      flush_thread_count 2
      flush_at_shutdown false
      retry_type exponential_backoff
      retry_wait 2s
      retry_max_interval 60s
      retry_forever true
      overflow_action block
    </buffer>`;
}
