using IntegrationHub.Contracts;
using IntegrationHub.Hl7v2;
using Xunit;

namespace IntegrationHub.Unit.Hl7v2;

public sealed class ParserLimitTests
{
    private static readonly Hl7Limits Small = new()
    {
        Segments = 3,
        Fields = 6,
        Repetitions = 4,
        FieldLength = 10,
        ObservationValueLength = 20,
    };

    [Theory]
    [InlineData("MSH|^~\\&|A\rPID|1\rPV1|1", "MSH|^~\\&|A\rPID|1\rPV1|1\rPV2|1",
        "The number of segments of a message is limited to 3.", null)]
    [InlineData("MSH|^~\\&|A\rPID|1|2|3|4|5|6", "MSH|^~\\&|A\rPID|1|2|3|4|5|6|7",
        "The number of fields of segment 2 is limited to 6.", null)]
    [InlineData("MSH|^~\\&|A\rPID|1|2|a~b~c~d", "MSH|^~\\&|A\rPID|1|2|a~b~c~d~e",
        "The number of repetitions is limited to 4.", "PID-3")]
    [InlineData("MSH|^~\\&|A\rPID|1|0123456789", "MSH|^~\\&|A\rPID|1|01234567890",
        "The length of a field is limited to 10.", "PID-2")]
    [InlineData("MSH|^~\\&|0123456789", "MSH|^~\\&|01234567890", "The length of a field is limited to 10.", "MSH-3")]
    [InlineData("MSH|^~\\&|A\rOBX|1\rOBX|||||01234567890123456789",
        "MSH|^~\\&|A\rOBX|1\rOBX|||||012345678901234567890", "The length of a field is limited to 20.", "OBX[2]-5")]
    public void A_limit_takes_what_reaches_it_and_refuses_what_passes_it(
        string at, string above, string reason, string? path)
    {
        Assert.Empty(Hl7Message.Parse(at, Small).Errors);
        Assert.Equal([new HubError(HubErrorCode.LimitExceeded, reason, path)], Hl7Message.Parse(above, Small).Errors);
    }

    [Fact]
    public void All_limits_passed_are_named_at_once()
    {
        const string text = "MSH|^~\\&|A\rPID|01234567890|a~b~c~d~e\rPV1|1|2|3|4|5|6|7|8\rX11|";

        var errors = Hl7Message.Parse(text, Small).Errors;

        Assert.Equal(
            ["PID-1", "PID-2", null, null],
            errors.Select(e => e.Path));
        Assert.All(errors, e => Assert.Equal(HubErrorCode.LimitExceeded, e.Code));
    }

    [Fact]
    public void A_document_of_ten_million_characters_is_taken_and_one_more_is_not()
    {
        var most = Hl7Limits.Default.ObservationValueLength;

        Assert.True(Hl7Message.Parse("MSH|^~\\&|A\rOBX|1|ED|||" + new string('A', most)).IsOk);
        var refused = Hl7Message.Parse("MSH|^~\\&|A\rOBX|1|ED|||" + new string('A', most + 1));
        Assert.Equal("OBX-5", refused.Errors.Single().Path);
    }
}
