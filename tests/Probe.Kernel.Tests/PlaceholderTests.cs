namespace KosmosProbe.Kernel.Tests;

public class PlaceholderTests
{
}
