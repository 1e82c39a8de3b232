using System.Globalization;
using System.Text;
using KosmosProbe.Engine.Fields;
using TextReader = KosmosProbe.Engine.Fields.TextReader;

namespace KosmosProbe.Engine.Audit.Fields;

/// <summary>Parameters of a request's URI: <c>command</c> of <c>/exec?command=sh&amp;stdin=true</c>.</summary>
internal static class UriParameter
{
    private static readonly JsonPath Uri = JsonPath.Of("requestURI");

    /// <summary>Reads the first parameter of a name.</summary>
    /// <param name="name">The name, decoded.</param>
    public static TextReader Reader(string name)
    {
        byte[] wanted = Encoding.UTF8.GetBytes(name);
        return (in context, out value) =>
        {
            value = default;
            if (context.Node.Audit is not { } audit || !Uri.TryFind(audit.Root, out var uri)) return false;
            return TryFind(JsonValue.TextOf(uri, context.Node.Scratch), wanted, context.Node.Scratch, out value);
        };
    }

    private static bool TryFind(
        ReadOnlySpan<byte> uri, ReadOnlySpan<byte> wanted, TextScratch scratch, out ReadOnlySpan<byte> value)
    {
        value = default;
        int query = uri.IndexOf((byte)'?');
        if (query < 0) return false;
        var rest = uri[(query + 1)..];
        int fragment = rest.IndexOf((byte)'#');
        if (fragment >= 0) rest = rest[..fragment];
        while (!rest.IsEmpty)
        {
            int end = rest.IndexOf((byte)'&');
            var pair = end < 0 ? rest : rest[..end];
            rest = end < 0 ? default : rest[(end + 1)..];
            int equals = pair.IndexOf((byte)'=');
            var name = equals < 0 ? pair : pair[..equals];
            if (TryDecode(name, scratch, out var decoded) && decoded.SequenceEqual(wanted)
                && TryDecode(equals < 0 ? default : pair[(equals + 1)..], scratch, out value))
            {
                return true;
            }
        }

        return false;
    }

    private static bool TryDecode(ReadOnlySpan<byte> text, TextScratch scratch, out ReadOnlySpan<byte> decoded)
    {
        decoded = text;
        if (text.IndexOfAny((byte)'%', (byte)'+') < 0) return true;
        var target = scratch.Take(text.Length);
        int length = 0;
        for (int i = 0; i < text.Length; i++)
        {
            byte one = text[i];
            if (one == (byte)'%')
            {
                if (i + 2 >= text.Length || !byte.TryParse(
                    text.Slice(i + 1, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out one))
                {
                    return false;
                }

                i += 2;
            }
            else if (one == (byte)'+')
            {
                one = (byte)' ';
            }

            target[length++] = one;
        }

        scratch.GiveBack(text.Length - length);
        decoded = target[..length];
        return true;
    }
}
