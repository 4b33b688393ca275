using IntegrationHub.Contracts;
using IntegrationHub.Hl7v2;
using Xunit;

namespace IntegrationHub.Unit.Hl7v2;

public sealed class PathTests
{
    [Theory]
    [InlineData("PID", "PID")]
    [InlineData("PID-3", "PID-3")]
    [InlineData("PID[1]-3(1).4.1", "PID-3.4.1")]
    [InlineData("OBX[2]-5.1", "OBX[2]-5.1")]
    [InlineData("PID-3(2).4.1", "PID-3(2).4.1")]
    [InlineData("PID-3[2].4", "PID-3(2).4")]
    [InlineData("PID-3[ID].1", "PID-3[ID].1")]
    [InlineData("ZP1-100", "ZP1-100")]
    [InlineData("???[2]-1", "???[2]-1")]
    public void A_path_is_read_and_written_in_its_canonical_form(string text, string canonical)
    {
        Assert.Equal(canonical, Hl7Path.Parse(text).ToString());
        Assert.Equal(Hl7Path.Parse(canonical).ToString(), Hl7Path.Read(canonical).Value.ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("PI")]
    [InlineData("PID3")]
    [InlineData("PID-")]
    [InlineData("PID-0")]
    [InlineData("PID-3.")]
    [InlineData("PID-3.1.")]
    [InlineData("PID-3.1.1.1")]
    [InlineData("PID-3()")]
    [InlineData("PID-3[]")]
    [InlineData("PID-3[ID")]
    [InlineData("PID[0]-3")]
    [InlineData("PID[x]-3")]
    [InlineData("PID-1234567")]
    [InlineData("1ID-3")]
    public void What_is_no_path_is_refused(string text)
    {
        var error = Hl7Path.Read(text).Errors.Single();

        Assert.Equal(
            (HubErrorCode.FieldMalformed, "The path is not written like OBX[2]-5.1, PID-3(2).4.1 or PID-3[ID].1."),
            (error.Code, error.Text));
        Assert.Throws<FormatException>(() => Hl7Path.Parse(text));
    }
}
