using IntegrationHub.Hub.Configuration.Yaml;
using Xunit;

namespace IntegrationHub.Unit.Hub;

public sealed class NearestNameTests
{
    private static readonly string[] Known = ["gateway", "environment", "http", "exchange"];

    [Theory]
    [InlineData("gatway", "gateway")]
    [InlineData("Gateway", "gateway")]
    [InlineData("htpt", "http")]
    [InlineData("enviroment", "environment")]
    [InlineData("broker", null)]
    public void A_slip_of_the_finger_finds_what_was_meant_and_another_word_finds_nothing(string typed,
        string? expected) =>
        Assert.Equal(expected, NearestName.Of(typed, Known));
}
