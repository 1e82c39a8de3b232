using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;
using Xunit;

namespace KosmosProbe.Host.Tests.Reloading;

/// <summary>
/// Executes /bin/true again and again, each time with the next number as its argument, in children that share this
/// process's memory until they exec (posix_spawn): the cheapest way to many execs.
/// </summary>
/// <param name="prefix">Put before the number.</param>
internal sealed unsafe partial class ExecStorm(string prefix)
{
    private const int Lanes = 4;

    private int _begun;

    /// <summary>Executions so far.</summary>
    public int Count => Volatile.Read(ref _begun);

    /// <summary>Runs until told to end; every child has ended then.</summary>
    /// <param name="perSecond">How many, if the machine can.</param>
    /// <param name="goesOn">Asked before each.</param>
    public void Run(int perSecond, Func<bool> goesOn)
    {
        long start = Stopwatch.GetTimestamp();
        var lanes = Enumerable.Range(0, Lanes).Select(_ => new Thread(() =>
        {
            while (goesOn())
            {
                int number = Interlocked.Increment(ref _begun);
                Execute($"{prefix}{number:d6}");
                var due = TimeSpan.FromSeconds((double)number / perSecond) - Stopwatch.GetElapsedTime(start);
                if (due > TimeSpan.Zero) Thread.Sleep(due);
            }
        })).ToList();
        lanes.ForEach(lane => lane.Start());
        lanes.ForEach(lane => lane.Join());
    }

    private static void Execute(string argument)
    {
        byte[] path = Encoding.UTF8.GetBytes("/bin/true\0");
        byte[] text = Encoding.UTF8.GetBytes(argument + "\0");
        fixed (byte* file = path)
        fixed (byte* first = text)
        {
            byte** argv = stackalloc byte*[] { file, first, null };
            byte** envp = stackalloc byte*[] { null };
            Assert.Equal(0, Spawn(out int pid, file, 0, 0, argv, envp));
            Assert.Equal(pid, Wait(pid, out int status, 0));
            Assert.Equal(0, status);
        }
    }

    [LibraryImport("libc", EntryPoint = "posix_spawn")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Spawn(
        out int pid, byte* path, nint fileActions, nint attributes, byte** argv, byte** envp);

    [LibraryImport("libc", EntryPoint = "waitpid")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Wait(int pid, out int status, int options);
}
