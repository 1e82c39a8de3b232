namespace KosmosProbe.Host.Containers;

/// <summary>Which container is asked for.</summary>
/// <param name="Id">Whole id.</param>
/// <param name="Bundle">What its bundle tells, which spares the runtime questions; null when there is none.</param>
/// <param name="CgroupPath">Of its control group; empty: not known.</param>
internal sealed record ContainerQuery(string Id, Bundle? Bundle = null, string CgroupPath = "");
