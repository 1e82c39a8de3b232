using KosmosProbe.Engine.Fields;

namespace KosmosProbe.Engine.Tests.Properties;

/// <summary>getopt: POSIX short options, read argument by argument up to the first that is none.</summary>
internal static class PlainOptions
{
    /// <summary>All options and their values, or the value of the wanted one; null when it is not there.</summary>
    public static PlainValue? Read(PlainValue arguments, string known, string? wanted)
    {
        var found = Scan([.. Words(arguments)], known).ToList();
        if (wanted is null)
        {
            object[] items =
                [.. found.SelectMany(f => f.Value is null ? new object[] { f.Letter } : [f.Letter, f.Value])];
            return new PlainValue(FieldType.Text, FieldShape.List, items);
        }

        foreach (var (letter, value, isKnown) in found)
        {
            if (isKnown && letter[0] == wanted[0])
            {
                return new PlainValue(FieldType.Text, FieldShape.Single, [value ?? letter]);
            }
        }

        return null;
    }

    /// <summary>One text stands for its words.</summary>
    private static IEnumerable<byte[]> Words(PlainValue arguments)
    {
        if (arguments.Shape == FieldShape.List)
        {
            return arguments.Items.Cast<byte[]>();
        }

        var words = new List<List<byte>> { new() };
        foreach (byte b in (byte[])arguments.Items[0])
        {
            if (b == ' ')
            {
                words.Add([]);
            }
            else
            {
                words[^1].Add(b);
            }
        }

        return words.Where(w => w.Count > 0).Select(w => w.ToArray());
    }

    private static IEnumerable<(byte[] Letter, byte[]? Value, bool IsKnown)> Scan(byte[][] words, string known)
    {
        byte[] missing = [(byte)(known.StartsWith(':') ? ':' : '?')];
        for (int i = 0; i < words.Length; i++)
        {
            byte[] word = words[i];
            if (word.Length < 2 || word[0] != '-' || word is [(byte)'-', (byte)'-'])
            {
                yield break;
            }

            for (int at = 1; at < word.Length; at++)
            {
                int place = word[at] == ':' ? -1 : known.IndexOf((char)word[at]);
                bool takesValue = place >= 0 && place + 1 < known.Length && known[place + 1] == ':';
                if (place < 0)
                {
                    yield return ([(byte)'?'], null, false);
                }
                else if (!takesValue)
                {
                    yield return ([word[at]], null, true);
                }
                else
                {
                    bool isInside = at + 1 < word.Length;
                    bool isNext = !isInside && i + 1 < words.Length;
                    byte[]? value = isInside ? word[(at + 1)..] : isNext ? words[++i] : null;
                    yield return (value is null ? missing : [word[at]], value, value is not null);
                    break;
                }
            }
        }
    }
}
