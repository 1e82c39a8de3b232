using Spectre.Console;

namespace KosmosProbe.Host.Top;

/// <summary>The verb <c>top</c>: looks at a running probe once a second until Ctrl-C.</summary>
internal static class TopRun
{
    private static readonly TimeSpan Between = TimeSpan.FromSeconds(1);

    /// <summary>Shows the running probe. Without a terminal one page is printed, and that is all.</summary>
    /// <param name="console">Where to.</param>
    /// <param name="client">Who is asked.</param>
    /// <param name="stop">Ends it.</param>
    /// <exception cref="ProbeException">No probe answers.</exception>
    public static async Task<int> ShowAsync(IAnsiConsole console, TopClient client, CancellationToken stop)
    {
        // The first look makes the probe begin to count by program.
        var before = await client.AskAsync(stop).ConfigureAwait(false);
        try
        {
            await Task.Delay(Between, stop).ConfigureAwait(false);
            var now = await client.AskAsync(stop).ConfigureAwait(false);
            if (!console.Profile.Capabilities.Interactive)
            {
                console.Write(TopView.Draw(before, now));
                return 0;
            }

            await console.Live(TopView.Draw(before, now)).StartAsync(async screen =>
            {
                while (true)
                {
                    await Task.Delay(Between, stop).ConfigureAwait(false);
                    (before, now) = (now, await client.AskAsync(stop).ConfigureAwait(false));
                    screen.UpdateTarget(TopView.Draw(before, now));
                }
            }).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // Ctrl-C is how it ends.
        }

        return 0;
    }
}
