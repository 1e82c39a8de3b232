using static KosmosProbe.Host.Configuration.SettingType;
using static KosmosProbe.Host.Configuration.SettingUse;

namespace KosmosProbe.Host.Configuration.Rows;

/// <summary>Where events come from, and what is remembered of threads.</summary>
internal static class EngineRows
{
    /// <summary>The rows.</summary>
    public static readonly IReadOnlyList<Setting> All =
    [
        new("engine", Parts, Works, null, "Where events come from."),
        new("engine.kind", Text, Works, "modern_ebpf",
            "`modern_ebpf` is the one live source; `kmod`, `ebpf`, `modern-bpf` and `auto` stand for it, with a "
            + "warning. `replay` reads a capture and ends with it. `nodriver` watches no system calls, only what other "
            + "sources tell: see k8s-audit.md."),
        new("engine.strict", Switch, Works, "false",
            "Falco's own meaning, wherever this probe goes beyond it.") { IsOurs = true },
        new("engine.file_identity", Switch, Works, "true",
            "Where a rule compares `fd.name` with an exact path, the file behind that path counts under any other name "
            + "too. See rules.md.") { IsOurs = true },
        new("engine.kernel_policy", Text, Works, "on",
            "Events that no rule can hold for are left out by the kernel, for each container by what is known of it. "
            + "`off` sends all events of the types that rules name. `verify` sends them too, and tells when a rule "
            + "holds for one that would have been left out.") { IsOurs = true, Words = ["on", "off", "verify"] },
        new("engine.rings", Text, Works, "auto",
            "Ring buffers that processors share; what they hold comes in order all the same. `auto` is one for up to "
            + "16 processors, 2 for up to 32, 4 for up to 64 and so on, as far as each has 1 MB: a processor waits "
            + "while another writes to the same one.")
        {
            IsOurs = true,
            Words = ["auto", "1", "2", "4", "8", "16"],
        },
        new("engine.modern_ebpf", Parts, Works, null, "How the kernel's programs hand events over."),
        new("engine.modern_ebpf.buf_size_preset", Integer, Works, "4",
            "Size of the ring buffer, or of all together where there are several (`engine.rings`): 1 is 1 MB, each "
            + "further step doubles it, 10 is 512 MB.") { Least = 1, Most = 10 },
        new("engine.modern_ebpf.cpus_for_each_buffer", Integer, Idle, "2",
            "Of no meaning here: `engine.rings` says how many buffers there are."),
        new("engine.modern_ebpf.disable_iterators", Switch, Idle, "false",
            "Of no meaning here: what runs already is read from /proc."),
        new("engine.modern_ebpf.drop_failed_exit", Switch, Works, "false",
            "System calls that failed are not told; a connect that goes on in the background has not failed."),
        new("engine.kmod", Parts, Idle, null, "Of no meaning here: there is no kernel module."),
        new("engine.kmod.buf_size_preset", Integer, Idle, "4", "Of no meaning here."),
        new("engine.kmod.drop_failed_exit", Switch, Idle, "false", "Of no meaning here."),
        new("engine.ebpf", Free, Removed, null, "Falco's former probe; `modern_ebpf` takes its place."),
        new("engine.gvisor", Free, Removed, null, "Falco's former source for gVisor."),
        new("engine.replay", Parts, Works, null, "The source of `engine.kind: replay`."),
        new("engine.replay.capture_file", Text, Works, "", "The recorded events: a scap file, plain or gzip."),
        .. AuditRows.All,
        new("falco_libs", Parts, Works, null, "What is remembered."),
        new("falco_libs.thread_table_size", Integer, Works, "262144",
            "Threads that are remembered at most; 0 is the default.") { Least = 0, Most = 16 << 20 },
        new("falco_libs.snaplen", Integer, NotYet, "80",
            "Bytes kept of what is read and written; 0 is the default."),
        new("falco_libs.thread_table_auto_purging_interval_s", Integer, Idle, "300",
            "Of no meaning here: threads are forgotten as they end."),
        new("falco_libs.thread_table_auto_purging_thread_timeout_s", Integer, Idle, "300", "Of no meaning here."),
        new("base_syscalls", Parts, Works, null, "Which system calls are traced beside those that rules name."),
        new("base_syscalls.custom_set", Parts, Works, "[]",
            "Names of system calls to trace as well; `!name` is not traced even where a rule names it. What the tables "
            + "of threads and containers are kept by is always traced."),
        new("base_syscalls.custom_set[]", Text, Works, null, ""),
        new("base_syscalls.repair", Switch, Idle, "false",
            "Of no meaning here: what keeps the thread table right is always traced, and nothing else for it."),
        new("base_syscalls.all", Switch, Works, "false",
            "Reads, writes, waits and the like concern rules that name no events too, which slows a node down."),
        new("plugins", Parts, Works, "[]",
            "Falco's plugins. Those named `container`, `k8saudit` and `json` are built in: their settings are read, "
            + "their libraries are not needed. Others are not to be had."),
        new("plugins[]", Parts, Works, null, ""),
        new("plugins[].name", Text, Works, null, "The plugin's name."),
        new("plugins[].library_path", Text, Idle, null, "Of no meaning here."),
        new("plugins[].open_params", Text, Works, null,
            "Of the plugin `k8saudit`: `http://ADDRESS:PORT/PATH` or `https://...` to listen there, or the name of a "
            + "file or folder. See k8s-audit.md."),
        new("plugins[].init_config", Free, Works, null,
            "Of the plugin `container`: `engines.cri`, `engines.docker`, `engines.podman` and `engines.containerd`, "
            + "each with `enabled` and `sockets`, and `label_max_len`. See containers.md. Of the plugin `k8saudit`: "
            + "`sslCertificate` and `webhookMaxBatchSize`.")
        {
            Kinds = ["object", "string", "null"],
        },
        new("load_plugins", Parts, Works, null,
            "The plugins to use, by name; without the key, all of `plugins`. `container` is always used."),
        new("load_plugins[]", Text, Works, null, ""),
        new("plugins_hostinfo", Switch, Idle, "true", "Of no meaning here."),
        new("modern_bpf", Free, Removed, null, "Now `engine.modern_ebpf`."),
        new("syscall_buf_size_preset", Free, Removed, null, "Now `engine.modern_ebpf.buf_size_preset`."),
        new("syscall_drop_failed_exit", Free, Removed, null, "Now `engine.modern_ebpf.drop_failed_exit`."),
        new("metadata_download", Free, Removed, null, "Falco's former client of Kubernetes."),
        new("container_engines", Free, Removed, null, "Now `init_config.engines` of the plugin `container`."),
    ];
}
