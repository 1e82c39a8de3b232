using System.Collections.Immutable;
using KosmosProbe.Engine.Containers;
using KosmosProbe.Engine.Events;
using KosmosProbe.Engine.Threads;
using static KosmosProbe.Engine.Fields.FieldRows;

namespace KosmosProbe.Engine.Fields;

/// <summary>
/// Whether a process is one of its container's health checks, or was started by one: its executable and arguments are
/// exactly what the runtime was told to run. Falco has these fields without ever giving them a value.
/// </summary>
internal static class HealthCheckFields
{
    // What a probe starts starts little more; a daemon it left behind is no probe.
    private const int LevelsMax = 4;

    /// <summary>The rows.</summary>
    public static readonly Field[] Rows =
    [
        Check("proc.is_container_healthcheck", "The process is the health check that docker was given, or its child.",
            info => info.HealthCheck),
        Check("proc.is_container_liveness_probe", "The process is the container's liveness probe, or its child.",
            info => info.LivenessProbe),
        Check("proc.is_container_readiness_probe", "The process is the container's readiness probe, or its child.",
            info => info.ReadinessProbe),
    ];

    private static Field Check(string name, string description, Func<ContainerInfo, ImmutableArray<byte[]>> command) =>
        Flag(name, description, $"{name} = true", (in context, out value) =>
        {
            value = false;
            var group = context.Thread.Cgroup;
            if (group.IsHost)
            {
                return context.Thread.IsKnown;
            }

            if (group.Info is not { } info)
            {
                return false;
            }

            value = IsStartedBy(context, group.Container!, command(info));
            return true;
        });

    private static bool IsStartedBy(in EventContext context, Container container, ImmutableArray<byte[]> command)
    {
        if (command.IsDefaultOrEmpty)
        {
            return false;
        }

        for (int level = 0; level <= LevelsMax; level++)
        {
            if (Ancestors.At(context, level) is not { } process || process.Cgroup.Container != container)
            {
                return false;
            }

            if (process.Image is { } image && Runs(image, command))
            {
                return true;
            }
        }

        return false;
    }

    private static bool Runs(ProcessImage image, ImmutableArray<byte[]> command)
    {
        if (image.ArgumentsCount != command.Length - 1 || !image.Exe.SequenceEqual(command[0]))
        {
            return false;
        }

        for (int i = 1; i < command.Length; i++)
        {
            if (!image.TryGetArgument(i - 1, out var argument) || !argument.SequenceEqual(command[i]))
            {
                return false;
            }
        }

        return true;
    }
}
