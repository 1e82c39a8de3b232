using System.Text;
using KosmosProbe.Engine.Events;

namespace KosmosProbe.Kernel.Tests;

/// <summary>A record, copied out of the ring so that tests can look at it at leisure.</summary>
internal sealed class Recorded(byte[] bytes)
{
    internal EventHeader Header => View.Header;

    internal uint Length => (uint)bytes.Length;

    internal EventType Type => Header.Type;

    /// <summary>The record as the engine sees it.</summary>
    internal Event Seen => View;

    private Event View
    {
        get
        {
            Assert.True(Event.TryView(bytes, out var view, out var fault), fault.ToString());
            return view;
        }
    }

    internal T As<T>() where T : unmanaged => View.As<T>();

    internal string Text(TextSpan span) => Encoding.UTF8.GetString(View.Text(span));

    internal static string Text(CommBytes comm) => Encoding.UTF8.GetString(comm.Text());

    /// <summary>True when a text is there, if only an empty one.</summary>
    internal static bool IsPresent(TextSpan span) => span.Offset != 0;
}
