using KosmosProbe.Engine.Captures;
using Spectre.Console;

namespace KosmosProbe.Host.Replay;

/// <summary>
/// How far a replay is, on standard error: only where somebody looks at it and alerts do not go to the same terminal.
/// </summary>
internal static class ReplayProgress
{
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(200);

    /// <summary>Runs a replay and shows how far it is.</summary>
    /// <param name="capture">What is replayed.</param>
    /// <param name="run">Replays it.</param>
    public static void Show(CaptureReplay capture, Action run)
    {
        if (Console.IsErrorRedirected || !Console.IsOutputRedirected)
        {
            run();
            return;
        }

        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });
        console.Progress().AutoClear(true).Start(progress =>
        {
            var task = progress.AddTask("replay", maxValue: 1);
            using var timer = new Timer(_ => task.Value = capture.Progress, null, Step, Step);
            run();
            task.Value = 1;
        });
    }
}
