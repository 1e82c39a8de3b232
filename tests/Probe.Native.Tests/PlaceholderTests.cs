namespace KosmosProbe.Native.Tests;

public class PlaceholderTests
{
}
