namespace KosmosProbe.Engine.Fields;

/// <summary>The fields of the source <c>syscall</c>: all that rules may name here.</summary>
public static class SyscallFields
{
    /// <summary>The fields, by class and in the order in which they are listed.</summary>
    public static FieldTable Table { get; } = new(
    [
        .. EventFields.Rows,
        .. TimeFields.Rows,
        .. ArgumentFields.Rows,
        .. ProcessFields.Rows,
        .. ProcessIdFields.Rows,
        .. ThreadFields.Rows,
        .. UserFields.Rows,
        .. FdFields.Rows,
        .. NetworkFields.Rows,
        .. ContainerFields.Rows,
    ]);

    /// <summary>Whether a field's value comes from the container runtime, which is not asked yet.</summary>
    /// <param name="field">Any field.</param>
    public static bool NeedsRuntime(Field field) => ContainerFields.NeedsRuntime(field);
}
