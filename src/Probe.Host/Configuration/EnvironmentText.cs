namespace KosmosProbe.Host.Configuration;

/// <summary>
/// Replaces <c>${NAME}</c> by the environment variable of that name, or by nothing when there is none, as Falco does.
/// What a variable holds is looked through again. <c>$${NAME}</c> stays <c>${NAME}</c>, but for names within it.
/// </summary>
internal static class EnvironmentText
{
    // A variable may name itself; no configuration comes near this.
    private const int ReplacementsMax = 100;

    /// <summary>Replaces all names in a text.</summary>
    /// <param name="text">As written in the configuration.</param>
    /// <param name="place">Where.</param>
    /// <exception cref="ProbeException">The variables name each other without end.</exception>
    public static string Expand(string text, Place place)
    {
        int replaced = 0;
        int at = text.IndexOf("${", StringComparison.Ordinal);
        while (at >= 0)
        {
            int close = text.IndexOf('}', at);
            if (close < 0) return text;

            if (at > 0 && text[at - 1] == '$')
            {
                // The dollar that kept the name goes; what follows it is looked at from behind its brace.
                text = text.Remove(at - 1, 1);
                at++;
            }
            else if (++replaced <= ReplacementsMax)
            {
                string? value = Environment.GetEnvironmentVariable(text[(at + 2)..close]);
                text = string.Concat(text.AsSpan(0, at), value, text.AsSpan(close + 1));
            }
            else
            {
                throw new ProbeException($"{place}: environment variables name each other without end, last "
                    + $"'{text[at..(close + 1)]}'");
            }

            at = text.IndexOf("${", at, StringComparison.Ordinal);
        }

        return text;
    }
}
