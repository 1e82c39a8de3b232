using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace KosmosProbe.Engine.Rules;

/// <summary>The level of the rule language; rules files say which one they need.</summary>
/// <param name="Major">Incompatible levels.</param>
/// <param name="Minor">Added features.</param>
/// <param name="Patch">Corrections.</param>
public readonly record struct EngineVersion(uint Major, uint Minor, uint Patch)
{
    /// <summary>The level of this engine: that of the Falco it stands in for.</summary>
    public static readonly EngineVersion Current = new(0, 63, 0);

    /// <summary>Whether an engine of this level can take rules of another.</summary>
    /// <param name="needed">What the rules need.</param>
    public bool Satisfies(EngineVersion needed) =>
        Major == needed.Major && (Minor > needed.Minor || (Minor == needed.Minor && Patch >= needed.Patch));

    /// <summary>
    /// Reads <c>x.y.z</c>, what follows such as <c>-rc1</c> aside, or a lone minor level as older files have it.
    /// </summary>
    /// <param name="text">As written.</param>
    /// <param name="version">The version.</param>
    public static bool TryParse([NotNullWhen(true)] string? text, out EngineVersion version)
    {
        version = default;
        string[] parts = (text ?? string.Empty).Split('.', 3);
        if (parts.Length == 3)
        {
            int digits = parts[2].AsSpan().IndexOfAnyExceptInRange('0', '9');
            parts[2] = digits < 0 ? parts[2] : parts[2][..digits];
        }

        var numbers = new uint[parts.Length];
        for (int i = 0; i < parts.Length; i++)
        {
            if (!uint.TryParse(parts[i], NumberStyles.None, CultureInfo.InvariantCulture, out numbers[i]))
            {
                return false;
            }
        }

        version = parts.Length == 1 ? new EngineVersion(0, numbers[0], 0) : version;
        version = parts.Length == 3 ? new EngineVersion(numbers[0], numbers[1], numbers[2]) : version;
        return parts.Length is 1 or 3;
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Major}.{Minor}.{Patch}";
}
