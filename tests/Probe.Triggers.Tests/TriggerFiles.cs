namespace KosmosProbe.Triggers.Tests;

/// <summary>The files that the probe is started with, beside the official rules.</summary>
internal static class TriggerFiles
{
    /// <summary>Names that rules ask the resolver for.</summary>
    internal const string Hosts = $"""
        127.0.0.1 localhost
        {TriggerScene.Public} kubernetes.default.svc.cluster.local
        198.51.100.7 asia1.ethpool.org

        """;

    /// <summary>
    /// A rule that tells where a run ends, and values for lists that are empty in the official files, where their users
    /// are asked to fill them.
    /// </summary>
    internal const string Rules = """
        - rule: Trigger over
          desc: The end of a run, behind all that was done before.
          condition: evt.type = execve and proc.name = trigger-over
          output: Over
          priority: DEBUG

        - list: namespace_scope_network_only_subnet
          items: [kosmos-agents]
          override: {items: replace}

        - macro: allowed_containers
          condition: (container.image.repository startswith kosmos-allowed)
          override: {condition: replace}

        """;

    /// <summary>Falco's own defaults, all rules on, and where its process is in every alert.</summary>
    internal static string Config(string socket) => $$"""
        rule_matching: all
        json_output: true
        priority: debug
        rules:
          - enable: {rule: "*"}
        stdout_output: {enabled: true}
        syslog_output: {enabled: false}
        webserver: {enabled: false}
        watch_config_files: false
        append_output:
          - suggested_output: true
          - extra_fields: [proc.cwd]
        plugins:
          - name: container
            library_path: libcontainer.so
            init_config:
              engines:
                cri: {sockets: ["{{socket}}"] }
                docker: {enabled: false}
                podman: {enabled: false}

        """;
}
