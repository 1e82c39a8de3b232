using System.Text;

namespace KosmosProbe.Host.Configuration;

/// <summary>
/// Replaces <c>${NAME}</c> by the environment variable of that name, or by nothing when there is none, as Falco does.
/// <c>$${NAME}</c> stays <c>${NAME}</c>.
/// </summary>
internal static class EnvironmentText
{
    /// <summary>Replaces all names in a text.</summary>
    /// <param name="text">As written in the configuration.</param>
    public static string Expand(string text)
    {
        if (!text.Contains("${", StringComparison.Ordinal)) return text;

        var expanded = new StringBuilder();
        int at = 0;
        while (at < text.Length)
        {
            int open = text.IndexOf("${", at, StringComparison.Ordinal);
            int close = open < 0 ? -1 : text.IndexOf('}', open);
            if (close < 0) break;

            if (open > at && text[open - 1] == '$')
            {
                expanded.Append(text, at, open - 1 - at).Append(text, open, close + 1 - open);
            }
            else
            {
                string name = text[(open + 2)..close].Trim();
                expanded.Append(text, at, open - at).Append(Environment.GetEnvironmentVariable(name));
            }

            at = close + 1;
        }

        return expanded.Append(text, at, text.Length - at).ToString();
    }
}
