namespace KosmosProbe.Host.Tests;

public class PlaceholderTests
{
}
