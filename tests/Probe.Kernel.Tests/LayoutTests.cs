using KosmosProbe.Host;

namespace KosmosProbe.Kernel.Tests;

public class LayoutTests
{
    [Fact]
    public void MirrorsMatchTheCompiledWireFormat() => Assert.Empty(LayoutCheck.OfShippedObject());
}
