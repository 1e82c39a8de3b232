using System.Text;
using KosmosProbe.Engine.Rules;
using KosmosProbe.Host.Outputs;

namespace KosmosProbe.Host.Tests.Outputs;

/// <summary>Alerts for tests of the outputs.</summary>
internal static class SampleAlert
{
    public static OutgoingAlert Of(string message, Priority priority = Priority.Warning) => new()
    {
        Id = Guid.CreateVersion7(),
        Priority = priority,
        Rule = "Sample",
        TimeNs = 1_700_000_000_000_000_000,
        Message = Encoding.UTF8.GetBytes(message),
    };
}
