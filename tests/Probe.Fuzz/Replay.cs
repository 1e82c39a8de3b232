using System.Diagnostics;

namespace KosmosProbe.Fuzz;

/// <summary>Runs inputs that are kept in files: seeds, and what a fuzzer found.</summary>
public static class Replay
{
    /// <summary>More than any input may take, on a machine that has other things to do as well.</summary>
    public static readonly TimeSpan TimeMax = TimeSpan.FromSeconds(10);

    /// <summary>Runs every file of a folder; 1 when one failed or took too long.</summary>
    public static int Run(Action<byte[]> target, string folder)
    {
        int failed = 0;
        string[] files = [.. Directory.EnumerateFiles(folder).Order(StringComparer.Ordinal)];
        foreach (string file in files)
        {
            var watch = Stopwatch.StartNew();
            Console.Write($"{file}: ");
            try
            {
                target(File.ReadAllBytes(file));
                bool isSlow = watch.Elapsed > TimeMax;
                failed += isSlow ? 1 : 0;
                Console.WriteLine(isSlow ? $"took {watch.Elapsed.TotalSeconds:F1} s" : "passed");
            }
            catch (Exception exception)
            {
                failed++;
                Console.WriteLine(exception);
            }
        }

        Console.WriteLine($"{files.Length} inputs, {failed} failed");
        return failed == 0 ? 0 : 1;
    }
}
