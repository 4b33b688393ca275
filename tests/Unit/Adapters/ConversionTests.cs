using System.Globalization;
using Hl7.Fhir.Model;
using IntegrationHub.Adapters;
using IntegrationHub.Fhir;
using IntegrationHub.Hl7v2;
using Xunit;
using Work = Hl7.Fhir.Model.Task;
using WorkStatus = Hl7.Fhir.Model.Task.TaskStatus;

namespace IntegrationHub.Unit.Adapters;

public sealed class ConversionTests
{
    [Theory]
    [InlineData("20260302100000", "2026-03-02T02:00:00Z")]
    [InlineData("20260302100000+0000", "2026-03-02T10:00:00Z")]
    [InlineData("20260302", "2026-03-01T16:00:00Z")]
    [InlineData("20990101000000", "2026-04-01T00:00:00Z")] // a clock that runs ahead
    [InlineData("yesterday", "2026-04-01T00:00:00Z")]
    [InlineData("", "2026-04-01T00:00:00Z")]
    public void The_time_of_the_event_is_the_message_time_but_never_later_than_its_receipt(string msh7, string at)
    {
        var text = Message.Report("OBX|1|ST|A||x||||||F").Replace("20260302100000", msh7, StringComparison.Ordinal);

        var conversion = Message.Convert(text).Value;

        Assert.Equal(DateTimeOffset.Parse(at, CultureInfo.InvariantCulture), conversion.EventAt);
    }

    [Fact]
    public void An_explanation_names_path_row_and_element_of_everything_read()
    {
        var text = string.Join('\r', Message.Header("ADT^A08"), Message.Pid, "ZZZ|1");

        var steps = Message.Convert(text, c => c with { Explain = true }).Value.Steps;

        Assert.Equal(
            [
                new("PID-3", "PID-3 (v2-to-FHIR: PID[Patient])", "Patient[1].identifier"),
                new("PID-5", "PID-5 (v2-to-FHIR: PID[Patient])", "Patient[1].name"),
                new("PID-7", "PID-7 (v2-to-FHIR: PID[Patient])", "Patient[1].birthDate"),
                new("PID-8", "PID-8 (v2-to-FHIR: PID[Patient])", "Patient[1].gender"),
                new("PID-1", "PID-1 (v2-to-FHIR: PID[Patient])", "ignored: a running number"),
            ],
            steps.Where(s => s.Source.StartsWith("PID", StringComparison.Ordinal)));
    }

    [Fact]
    public void Without_being_asked_nothing_is_explained() =>
        Assert.Empty(Message.Convert(Message.Report("OBX|1|ST|A||x||||||F")).Value.Steps);

    [Fact]
    public void A_result_never_rewrites_the_order_and_the_visit_it_only_mentions()
    {
        var text = string.Join('\r', Message.Header("ORU^R01"), Message.Pid, "PV1|1|I|||||||||||||||||V1",
            "OBR|1|P1|F1|X|||||||||||||||||||||F");

        var entries = Message.Convert(text).Value.Bundle.Entry;

        Assert.Equal(
            [
                "Patient PUT ",
                "Encounter POST identifier=urn:hub:county:vn|V1",
                "DiagnosticReport PUT ",
                "ServiceRequest POST identifier=urn:hub:county:placer|P1",
                "Provenance POST ",
            ],
            entries.Select(e => $"{e.Resource!.TypeName} {e.Request!.Method} {e.Request.IfNoneExist}"));
    }

    [Fact]
    public void Two_reports_of_one_filler_number_stay_two()
    {
        var text = string.Join('\r', Message.Header("ORU^R01"), Message.Pid,
            "OBR|1||F1|A", "OBX|1|ST|X||1||||||F", "OBR|2||F1|B", "OBX|1|ST|X||2||||||F");

        var conversion = Message.Convert(text).Value;

        Assert.Equal(["F1/A", "F1/B"], conversion.All<DiagnosticReport>().Select(r => r.Identifier[0].Value));
        Assert.Equal(["1", "2"], conversion.All<Observation>().Select(o => ((FhirString)o.Value!).Value));
    }

    [Theory]
    [InlineData("PID|1||7^^^^MR~8||x", "county|7")]
    [InlineData("PID|1|6|||x", "county|6")]
    [InlineData("PID|1|||5|x", "county|5")]
    [InlineData("PID|1||~8||x\rPV1|1|I||||||||||||||||||V1", "county|8")]
    [InlineData("PV1|1|I|||||||||||||||||V1", "county|visit:V1")]
    [InlineData("ZZZ|1", "county|msg")]
    public void A_stream_is_one_patient_of_one_member(string segments, string key) =>
        Assert.Equal(key, StreamKeys.Of(Hl7Message.Parse($"{Message.Header("ORU^R01")}\r{segments}").Value, "county"));

    [Fact]
    public void An_emergency_referral_is_urgent_and_a_stat_order_is_not()
    {
        var referral = Message.Convert(string.Join('\r',
            Message.Header("REF^I12"), "RF1|P|S||||Z1", "PRD|RT|||||||||CITY01", Message.Pid)).Value;
        var order = Message.Convert(string.Join('\r',
            Message.Header("ORM^O01"), Message.Pid, "ORC|NW|P1|||||^^^^^S", "OBR|1|||X")).Value;

        Assert.Equal((Contracts.Urgency.Urgent, Contracts.Urgency.Routine), (referral.Urgency, order.Urgency));
    }

    [Theory]
    [InlineData("NW", "", RequestStatus.Active, WorkStatus.Requested)]
    [InlineData("XO", "", RequestStatus.Active, WorkStatus.Requested)]
    [InlineData("CA", "", RequestStatus.Revoked, WorkStatus.Cancelled)]
    [InlineData("OC", "", RequestStatus.Revoked, WorkStatus.Cancelled)]
    [InlineData("UA", "", RequestStatus.Revoked, WorkStatus.Rejected)]
    [InlineData("OK", "", RequestStatus.Active, WorkStatus.Accepted)]
    [InlineData("HD", "", RequestStatus.OnHold, WorkStatus.OnHold)]
    [InlineData("SC", "IP", RequestStatus.Active, WorkStatus.InProgress)]
    [InlineData("SC", "CM", RequestStatus.Completed, WorkStatus.Completed)]
    [InlineData("SC", "CA", RequestStatus.Revoked, WorkStatus.Cancelled)]
    [InlineData("QQ", "", RequestStatus.Unknown, WorkStatus.Received)]
    public void An_order_control_code_says_what_became_of_order_and_task(
        string control, string status, RequestStatus request, WorkStatus task)
    {
        var conversion = Message.Convert(string.Join('\r',
            Message.Header("ORM^O01"), Message.Pid, $"ORC|{control}|P1|||{status}", "OBR|1|||X")).Value;

        Assert.Equal((request, task), (conversion.The<ServiceRequest>().Status, conversion.The<Work>().Status));
    }

    [Theory]
    [InlineData("I12", "P", "submitted")]
    [InlineData("I13", "A", "accepted")]
    [InlineData("I13", "R", "rejected")]
    [InlineData("I13", "E", "expired")]
    [InlineData("I13", "arrived", "arrived")]
    [InlineData("I14", "A", "cancelled")]
    [InlineData("I12", "", "submitted")]
    public void A_referral_status_becomes_the_words_of_the_referral_table(string trigger, string status, string code)
    {
        var conversion = Message.Convert(string.Join('\r',
            Message.Header("REF^" + trigger), $"RF1|{status}|R||||Z1", "PRD|RT|||||||||CITY01", Message.Pid)).Value;

        Assert.Equal(code, conversion.The<Work>().BusinessStatus!.Coding[0].Code);
    }

    [Theory]
    [InlineData("VILL01", "COUNTY01", "up")]
    [InlineData("COUNTY01", "TOWN01", "down")]
    [InlineData("CITY01", "CITY01", "across")]
    public void A_referral_goes_up_down_or_across_the_tiers(string from, string to, string direction)
    {
        var conversion = Message.Convert(string.Join('\r',
            Message.Header("REF^I12"), "RF1|P|R||||Z1", $"PRD|RP|||||||||{from}", $"PRD|RT|||||||||{to}",
            Message.Pid)).Value;

        Assert.Equal(direction,
            conversion.The<ServiceRequest>().GetExtensionValue<Code>(FhirNames.ReferralDirection)?.Value);
    }
}
