using System.Globalization;
using KosmosProbe.Engine.Events;

namespace KosmosProbe.Kernel.Tests;

/// <summary>Execs that fail: what was tried is told, by whom as it still is.</summary>
[Collection(KernelCollection.Name)]
public sealed class ExecFailureTests(ProbeSession session) : IDisposable
{
    private const int NoEntry = -2;
    private const int TooBig = -7;
    private const int NoExecFormat = -8;
    private const int Denied = -13;
    private const int Fault = -14;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("execve", "raw", EventType.Execve)]
    [InlineData("execve", "libc", EventType.Execve)]
    [InlineData("execve", "compat", EventType.Execve)]
    [InlineData("execveat", "raw", EventType.Execveat)]
    [InlineData("execveat", "libc", EventType.Execveat)]
    [InlineData("execveat", "compat", EventType.Execveat)]
    public void MissingFileIsToldWithItsArguments(string call, string abi, EventType type)
    {
        string name = _folder["nothing"];
        var run = session.Run("exec", call, abi, name, "zero", "one", "two");
        var record = run.Only(run["exec"]);

        Assert.Equal(NoEntry, record.Header.Result);
        Check.Header(record, run["exec"], type, Check.Named | (abi == "compat" ? RecordFlags.Compat : 0));
        var exec = record.As<ExecveEvent>();
        Assert.Equal(name, record.Text(exec.Filename));
        Assert.Equal("zero\0one\0two\0", record.Text(exec.Args));
        Assert.Equal("workload", Recorded.Text(exec.Comm));
        Assert.Equal((uint)Environment.ProcessId, exec.ParentPid);
        Assert.Equal(run.Pid, exec.VirtualPid);
        Assert.Equal(run.Pid, exec.PreviousTid);
        Assert.Equal(Environment.CurrentDirectory, record.Text(exec.Cwd));
    }

    [Fact]
    public void FileWithoutTheRightToRunIsTold() => AssertFails(Denied, _folder.Write("text"));

    [Fact]
    public void FileOfNoFormatIsTold()
    {
        string name = _folder.Write("text");
        File.SetUnixFileMode(name, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        AssertFails(NoExecFormat, name);
    }

    [Fact]
    public void ArgumentThatIsTooLongIsTold()
    {
        const int Bytes = 131072;
        var run = session.Run("exec-long", Workload.Path, "1", Bytes.ToString(CultureInfo.InvariantCulture));
        var record = run.Only(run["exec"]);

        Assert.Equal(TooBig, record.Header.Result);
        Assert.Equal(Workload.Path, record.Text(record.As<ExecveEvent>().Filename));
        string args = record.Text(record.As<ExecveEvent>().Args);
        Assert.StartsWith($"{Workload.Path}\0self\00xxx", args);
        bool isCut = args.Length < Bytes;
        Assert.Equal(isCut, record.Header.Flags.HasFlag(RecordFlags.Truncated));
    }

    [Fact]
    public void ManyArgumentsAreToldOrMarked()
    {
        string name = _folder["nothing"];
        string[] arguments = [.. Enumerable.Range(0, 300).Select(i => $"argument{i}")];
        var run = session.Run(["exec", "execve", "raw", name, .. arguments]);
        var record = run.Only(run["exec"]);
        string whole = string.Concat(arguments.Select(argument => argument + '\0'));
        string args = record.Text(record.As<ExecveEvent>().Args);

        Assert.StartsWith(args, whole, StringComparison.Ordinal);
        Assert.True(args.Length > 20 * "argument00".Length, $"only {args.Length} bytes");
        Assert.Equal(args != whole, record.Header.Flags.HasFlag(RecordFlags.Truncated));
    }

    [Fact]
    public void ArgumentsThatCannotBeReadAreMarked()
    {
        var run = session.Run("exec-fault", Workload.Path);
        var record = run.Only(run["exec"]);

        Assert.Equal(Fault, record.Header.Result);
        Check.Header(record, run["exec"], EventType.Execve, Check.Named | RecordFlags.Fault);
        Assert.Equal(Workload.Path, record.Text(record.As<ExecveEvent>().Filename));
        Assert.Equal("", record.Text(record.As<ExecveEvent>().Args));
    }

    private void AssertFails(int result, string name)
    {
        var run = session.Run("exec", "execve", "libc", name, "zero");
        var record = run.Only(run["exec"]);

        Assert.Equal(result, record.Header.Result);
        Check.Header(record, run["exec"], EventType.Execve, Check.Named);
        Assert.Equal(name, record.Text(record.As<ExecveEvent>().Filename));
        Assert.Equal("zero\0", record.Text(record.As<ExecveEvent>().Args));
    }
}
