namespace KosmosProbe.Native.Tests;

public class ErrnoTests
{
    [Theory]
    [InlineData(1, "EPERM")]
    [InlineData(2, "ENOENT")]
    [InlineData(13, "EACCES")]
    [InlineData(28, "ENOSPC")]
    [InlineData(95, "EOPNOTSUPP")]
    [InlineData(524, "errno 524")]
    public void NumbersHaveTheNamesOfErrnoH(int errno, string name) => Assert.Equal(name, Errno.Name(errno));

    [Fact]
    public void NumbersOfLibbpfHaveItsText() => Assert.StartsWith("libbpf: ", Errno.Name(4001));

    [Fact]
    public void MessageSaysOperationErrnoAndRemedy()
    {
        var error = new BpfException("load program openat_exit", 1, "", "needs CAP_BPF and CAP_PERFMON");

        Assert.Equal("load program openat_exit: EPERM, needs CAP_BPF and CAP_PERFMON", error.Message);
    }

    [Fact]
    public void MessageSaysTheDecidingLineBeforeTheRemedy()
    {
        var log = VerifierLog.Read("0: (95) exit\nR0 !read_ok\n");
        var error = new BpfException("load program p", 13, "", "report it", log);

        Assert.Equal("load program p: EACCES, R0 !read_ok (1 line omitted), report it", error.Message);
    }
}
