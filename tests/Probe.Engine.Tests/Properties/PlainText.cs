using System.Text;

namespace KosmosProbe.Engine.Tests.Properties;

/// <summary>Operators on texts and bytes by the words of the reference, byte by byte.</summary>
internal static class PlainText
{
    /// <summary>The bytes that a value of a condition stands for; a lone surrogate is an escaped byte.</summary>
    public static byte[] Bytes(string value)
    {
        var bytes = new List<byte>();
        for (int i = 0; i < value.Length; i++)
        {
            if (char.IsHighSurrogate(value[i]))
            {
                bytes.AddRange(Encoding.UTF8.GetBytes(value.Substring(i++, 2)));
            }
            else if (char.IsSurrogate(value[i]))
            {
                bytes.Add((byte)(value[i] - 0xDC00));
            }
            else
            {
                bytes.AddRange(Encoding.UTF8.GetBytes([value[i]]));
            }
        }

        return [.. bytes];
    }

    /// <summary>An operator with a text that another field gave, or that was written.</summary>
    public static bool Holds(string spelling, byte[] left, byte[] right) => spelling switch
    {
        "=" or "==" or "in" or "intersects" => Order(left, right) == 0,
        "!=" => Order(left, right) != 0,
        "<" => Order(left, right) < 0,
        "<=" => Order(left, right) <= 0,
        ">" => Order(left, right) > 0,
        ">=" => Order(left, right) >= 0,
        "contains" => Contains(left, right),
        "icontains" => Contains(Lower(left), Lower(right)),
        "startswith" => StartsAt(left, 0, right),
        "endswith" => StartsAt(left, left.Length - right.Length, right),
        "glob" => PlainGlob.Fits(left, right),
        "iglob" => PlainGlob.Fits(left, right, ignoreCase: true),
        "regex" => PlainRegex.Fits(left, Encoding.UTF8.GetString(right)),
        "bcontains" => Contains(left, FromHexadecimal(right)),
        "bstartswith" => StartsAt(left, 0, FromHexadecimal(right)),
        _ => throw new ArgumentOutOfRangeException(nameof(spelling), spelling, "no operator of texts"),
    };

    /// <summary>Whether a path lies at or below another, whose components may be patterns if it was written.</summary>
    public static bool IsBelow(byte[] path, byte[] above, bool hasPatterns)
    {
        var components = Components(path);
        var expected = Components(above);
        return expected.Count <= components.Count && expected.Zip(components).All(pair =>
            hasPatterns && pair.First.Any(b => b is (byte)'*' or (byte)'?' or (byte)'[')
                ? PlainGlob.Fits(pair.Second, pair.First)
                : Order(pair.First, pair.Second) == 0);
    }

    public static byte[] Lower(byte[] text) =>
        [.. text.Select(b => b is >= (byte)'A' and <= (byte)'Z' ? (byte)(b + 'a' - 'A') : b)];

    public static byte[] Upper(byte[] text) =>
        [.. text.Select(b => b is >= (byte)'a' and <= (byte)'z' ? (byte)(b - 'a' + 'A') : b)];

    private static List<byte[]> Components(byte[] path)
    {
        var components = new List<byte[]>();
        var component = new List<byte>();
        foreach (byte b in path.Append((byte)'/'))
        {
            if (b != '/')
            {
                component.Add(b);
            }
            else if (component.Count > 0)
            {
                components.Add([.. component]);
                component.Clear();
            }
        }

        return components;
    }

    private static int Order(byte[] left, byte[] right)
    {
        for (int i = 0; i < left.Length && i < right.Length; i++)
        {
            if (left[i] != right[i])
            {
                return left[i] - right[i];
            }
        }

        return left.Length - right.Length;
    }

    private static bool Contains(byte[] text, byte[] part) =>
        Enumerable.Range(0, text.Length + 1).Any(start => StartsAt(text, start, part));

    private static bool StartsAt(byte[] text, int start, byte[] part)
    {
        for (int i = 0; i < part.Length; i++)
        {
            if (start < 0 || start + i >= text.Length || text[start + i] != part[i])
            {
                return false;
            }
        }

        return start >= 0;
    }

    private static byte[] FromHexadecimal(byte[] digits) =>
        [.. digits.Chunk(2).Select(pair => Convert.ToByte(Encoding.ASCII.GetString(pair), 16))];
}
