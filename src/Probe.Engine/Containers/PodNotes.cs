namespace KosmosProbe.Engine.Containers;

/// <summary>The labels and annotations by which every runtime says which pod a container belongs to.</summary>
public static class PodNotes
{
    /// <summary>The pod's name.</summary>
    public const string Name = "io.kubernetes.pod.name";

    /// <summary>Its namespace.</summary>
    public const string Namespace = "io.kubernetes.pod.namespace";

    /// <summary>Its uid.</summary>
    public const string Uid = "io.kubernetes.pod.uid";
}
