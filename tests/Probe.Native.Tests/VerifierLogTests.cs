namespace KosmosProbe.Native.Tests;

public class VerifierLogTests
{
    private const string Refusal = """
        0: R1=ctx() R10=fp0
        ; return *(int *)p;
        0: (61) r0 = *(u32 *)(r1 +0)
        1: (61) r0 = *(u32 *)(r0 +0)
        R0 invalid mem access 'scalar'

        verification time 41 usec
        stack depth 0
        processed 2 insns (limit 1000000) max_states_per_insn 0 total_states 0 peak_states 0 mark_read 0

        """;

    [Fact]
    public void ComplaintBeforeTheStatisticsDecides()
    {
        var log = VerifierLog.Read(Refusal)!;

        Assert.Equal("R0 invalid mem access 'scalar'", log.DecidingLine);
        Assert.Equal(7, log.OmittedLines);
        Assert.Equal("R0 invalid mem access 'scalar' (7 lines omitted)", log.ToString());
    }

    [Fact]
    public void WholeLogIsKept() => Assert.Equal(Refusal, VerifierLog.Read(Refusal)!.Text);

    [Fact]
    public void SingleLineOmitsNothing() => Assert.Equal("back-edge", VerifierLog.Read("back-edge\n")!.ToString());

    [Fact]
    public void StatisticsAloneStillSaySomething() =>
        Assert.Equal("processed 1 insns", VerifierLog.Read("processed 1 insns\n")!.DecidingLine);

    [Theory]
    [InlineData("")]
    [InlineData("\n \n")]
    public void SilenceIsNoLog(string text) => Assert.Null(VerifierLog.Read(text));
}
