using IntegrationHub.Contracts;
using IntegrationHub.Fhir;
using Xunit;

namespace IntegrationHub.Unit.Fhir;

public sealed class OutcomesTests
{
    [Fact]
    public void Every_error_becomes_one_issue_in_the_order_given()
    {
        HubError[] errors =
        [
            HubError.FieldMissing("OBX[2]-3", "The observation code"),
            HubError.NotFound("Patient/7"),
        ];

        Assert.Equal(
            """
            {"resourceType":"OperationOutcome","issue":[{"severity":"error","code":"required","details":{"coding":[{"system":"urn:hub:error","code":"FieldMissing"}],"text":"The observation code is required and absent."},"expression":["OBX[2]-3"]},{"severity":"error","code":"not-found","details":{"coding":[{"system":"urn:hub:error","code":"NotFound"}],"text":"Patient/7 is not known here."}}]}
            """,
            FhirJson.Serialize(errors.ToOutcome()));
    }

    [Fact]
    public void Every_code_has_an_issue_type_and_a_status()
    {
        foreach (var code in Enum.GetValues<HubErrorCode>())
        {
            Assert.InRange(Outcomes.StatusOf(code), 400, 599);
            Assert.NotNull(new HubError(code, "x").ToOutcome().Issue[0].Code);
        }
    }
}
