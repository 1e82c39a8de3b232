using KosmosProbe.Engine.Events;

namespace KosmosProbe.Engine.Fields;

/// <summary>Environments as rules read them: <c>NAME=value</c>, each NUL terminated (the last perhaps not).</summary>
internal static class EnvironmentText
{
    /// <summary>The whole, joined by blanks; empty when it is not known.</summary>
    /// <param name="context">What is judged.</param>
    /// <param name="environment">The environment.</param>
    public static ReadOnlySpan<byte> Joined(in EventContext context, ReadOnlySpan<byte> environment)
    {
        var text = new TextBuilder(context.Node.Scratch);
        text.Add(environment);
        text.Written.Replace((byte)0, (byte)' ');
        return text.Finish();
    }

    /// <summary>The value of a variable, without blanks around it; empty when there is none.</summary>
    /// <param name="environment">The environment.</param>
    /// <param name="variable">Its name.</param>
    public static ReadOnlySpan<byte> Variable(ReadOnlySpan<byte> environment, ReadOnlySpan<byte> variable)
    {
        var rest = environment;
        while (!rest.IsEmpty)
        {
            int end = rest.IndexOf((byte)0);
            var entry = end < 0 ? rest : rest[..end];
            if (entry.Length > variable.Length + 1 && entry[variable.Length] == '=' && entry.StartsWith(variable))
            {
                return entry[(variable.Length + 1)..].Trim((byte)' ');
            }

            rest = end < 0 ? default : rest[(end + 1)..];
        }

        return default;
    }
}
