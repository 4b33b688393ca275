using IntegrationHub.Contracts;
using Xunit;

namespace IntegrationHub.Unit.Adapters;

/// <summary>Messages that cannot be converted: every reason at once, and where.</summary>
public sealed class RefusalTests
{
    [Fact]
    public void A_report_with_many_faults_is_refused_with_all_of_them()
    {
        var errors = Errors(
            Message.Header("ORU^R01"),
            "PID|1||||||bad",
            "OBR|1",
            "OBX|1|NM||5",
            "OBX|2|NM|A||5||||||F",
            "SPM|1|^S1");

        Assert.Equal(
            [
                new(HubErrorCode.FieldMissing, "identifier is required and absent.", "PID-3"),
                new(HubErrorCode.FieldMissing, "name is required and absent.", "PID-5"),
                new(HubErrorCode.FieldMissing, "The filler or placer order number is required and absent.", "OBR-3"),
                new(HubErrorCode.FieldMissing, "code is required and absent.", "OBR-4"),
                new(HubErrorCode.FieldMissing, "code is required and absent.", "OBX-3"),
                new(HubErrorCode.FieldMissing, "status is required and absent.", "OBX-11"),
                new(HubErrorCode.FieldMissing, "type is required and absent.", "SPM-4"),
            ],
            errors);
    }

    [Fact]
    public void A_message_without_patient_is_refused() =>
        Assert.Equal(
            [new(HubErrorCode.FieldMissing, "The patient segment is required and absent.", "PID")],
            Errors(Message.Header("ORU^R01"), "OBR|1||F1|P", "OBX|1|ST|A||x||||||F"));

    [Theory]
    [InlineData("ORU^R01", "OBR")]
    [InlineData("ORM^O01", "ORC")]
    [InlineData("OML^O21", "ORC")]
    [InlineData("SIU^S12", "SCH")]
    [InlineData("REF^I12", "RF1")]
    [InlineData("ADT^A01", "PV1-19")]
    [InlineData("ADT^A03", "PV1-19")]
    [InlineData("ADT^A04", "PV1-19")]
    [InlineData("ADT^A11", "PV1-19")]
    public void An_event_without_its_segment_is_refused(string @event, string path)
    {
        var error = Assert.Single(Errors(Message.Header(@event), Message.Pid));

        Assert.Equal((HubErrorCode.FieldMissing, path), (error.Code, error.Path));
    }

    [Fact]
    public void A_referral_needs_its_number_and_a_receiver() =>
        Assert.Equal(
            ["RF1-6"],
            Errors(Message.Header("REF^I12"), "RF1|P", Message.Pid).Select(e => e.Path));

    [Fact]
    public void A_referral_to_nobody_is_refused() =>
        Assert.Equal(
            ["PRD-10"],
            Errors(Message.Header("REF^I12"), "RF1|P|||||Z1", Message.Pid).Select(e => e.Path));

    [Fact]
    public void An_appointment_whose_start_is_unreadable_is_refused_for_that() =>
        Assert.Equal(
            [new(HubErrorCode.FieldMalformed, "The value is not a date and time.", "SCH-11.4")],
            Errors(Message.Header("SIU^S12"), "SCH||A1|||||||||^^^tomorrow", Message.Pid));

    [Fact]
    public void An_order_without_any_number_is_refused() =>
        Assert.Equal(
            ["ORC-2"],
            Errors(Message.Header("ORM^O01"), Message.Pid, "ORC|NW", "OBR|1|||X").Select(e => e.Path));

    [Fact]
    public void An_order_detail_without_ORC_is_refused() =>
        Assert.Contains("ORC", Errors(Message.Header("ORM^O01"), Message.Pid, "OBR|1|P1||X").Select(e => e.Path));

    [Fact]
    public void An_unknown_event_is_refused_with_the_list_of_known_ones()
    {
        var error = Assert.Single(Errors(Message.Header("DFT^P03"), Message.Pid));

        Assert.Equal((HubErrorCode.EventUnsupported, "MSH-9"), (error.Code, error.Path));
        Assert.Contains("ORU^R01", error.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void No_cut_of_any_sample_makes_the_converter_throw()
    {
        foreach (var sample in Samples.Cases)
        {
            var text = Samples.Read(sample).Text;
            for (var length = 60; length < text.Length; length += 5)
                _ = IntegrationHub.Hl7v2.Hl7Message.Parse(text[..length]).Then(m =>
                    IntegrationHub.Adapters.Hl7Converter.Convert(m, Samples.Context("county")));
        }
    }

    [Fact]
    public void No_lost_or_foreign_segment_makes_the_converter_throw()
    {
        foreach (var sample in Samples.Cases)
        {
            var segments = Samples.Read(sample).Text.Split('\r');
            for (var i = 1; i < segments.Length; i++)
            {
                _ = Message.Convert(string.Join('\r', segments.Where((_, n) => n != i)));
                _ = Message.Convert(string.Join('\r', segments.Select((s, n) => n == i ? s.Replace('|', '^') : s)));
                _ = Message.Convert(string.Join('\r',
                    segments.Select((s, n) => n == i && s.Length > 4 ? s[..4] + "\"\"|~^&|^~" : s)));
            }
        }
    }

    private static IReadOnlyList<HubError> Errors(params string[] segments) =>
        Message.Convert(string.Join('\r', segments)).Errors;
}
