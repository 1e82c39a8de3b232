namespace KosmosProbe.Tidy.Tests;

public class PlaceholderTests
{
}
