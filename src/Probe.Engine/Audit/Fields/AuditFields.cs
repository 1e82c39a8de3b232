using KosmosProbe.Engine.Fields;

namespace KosmosProbe.Engine.Audit.Fields;

/// <summary>
/// The fields of the source <c>k8s_audit</c>: the names and types of Falco's plugins k8saudit and json, and what all
/// events have. A rule of this source may name no others.
/// </summary>
public static class AuditFields
{
    /// <summary>The fields by class, in Falco's order.</summary>
    public static IReadOnlyList<FieldClass> Classes { get; } =
    [
        new("evt", "What every event has, whatever it is about.", AuditEventFields.Rows)
        {
            Scope = "All event types",
        },
        new(
            "k8saudit",
            "A request to a Kubernetes API server: who asked for what, and what came of it.",
            [
                .. RequestFields.Rows,
                .. ObjectRequestFields.Bindings,
                .. PodRequestFields.Containing,
                .. PodRequestFields.Identities,
                .. ObjectRequestFields.Roles,
                .. PodRequestFields.Rights,
                .. ObjectRequestFields.Services,
                .. PodRequestFields.Mounts,
                .. RequestFields.Answer,
                .. OtherContainerFields.Rows,
            ])
        {
            TellsArgumentKinds = true,
        },
        new("json", "Any value of the event, by where it stands.", JsonFields.Rows) { TellsArgumentKinds = true },
    ];

    /// <summary>All that rules may name.</summary>
    public static FieldTable Table { get; } =
        new([.. Classes.SelectMany(static fieldClass => fieldClass.Fields), OwnFields.Suppressed]);

    /// <summary>The table of a source; null when it is not this one.</summary>
    /// <param name="source">Its name.</param>
    public static FieldTable? TableOf(string source) => source == AuditSource.Name ? Table : null;
}
