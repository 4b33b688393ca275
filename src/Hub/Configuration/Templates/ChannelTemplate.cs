using IntegrationHub.Gateway;

namespace IntegrationHub.Hub.Configuration.Templates;

/// <summary>The text of a new file under channels/.</summary>
internal static class ChannelTemplate
{
    public static string Inbound(InboundChannel channel) => $$"""
        # One port for one hospital system. Every message is on disk before it is acknowledged.
        name: {{channel.Name}}
        member: {{channel.Member}}
        direction: in
        protocol: mllp
        address: {{channel.Address}}
        port: {{channel.Port}}
        charset: {{channel.Charset}}         # auto | GB18030 | UTF-8; auto: MSH-18, then UTF-8 if it fits, else GB18030
        facilities: [{{string.Join(", ", channel.Facilities)}}]   # MSH-4 values let in here; empty: all of the member
        acknowledge: journalled      # journalled | converted | stored: how far before the sender gets AA

        # Hospital differences as data; every block may be left out.
        # map:
        #   identifiers:                       # systems instead of urn:hub:{{channel.Member}}:KIND
        #     mr: https://his.example/mrn
        #   codes:                             # local code -> standard code, CSV files of codes/
        #     OBX-3: codes/items.csv
        #   authorities:                       # assigning authority (CX.4, EI.2) -> system
        #     HIS1: https://his.example/mrn
        #   code-systems:                      # coding system as this hospital writes it (CWE.3) -> system
        #     ICD: urn:oid:2.16.156.10011.2.3.3.11
        #   rewrites:                          # moves misplaced fields before the standard maps read them
        #     - { from: ZPI-3, to: PID-13 }
        #   defaults:                          # used where the sender leaves a field empty
        #     PV1-2: O

        """;

    public static string Outbound(OutboundChannel channel) => $$"""
        # One hospital system the hub tells: results of referred patients, referrals, orders, appointments.
        name: {{channel.Name}}
        member: {{channel.Member}}
        direction: out
        protocol: mllp
        host: {{channel.Host}}
        port: {{channel.Port}}
        charset: {{channel.Charset}}         # GB18030 | UTF-8
        version: {{channel.Version}}           # MSH-12 of what we send
        # application: HIS           # MSH-5 the system expects
        # facility: {{channel.Facility ?? "CODE"}}           # MSH-6 the system expects; left out: the member's first facility
        # kinds: [result, referral, referral-status, order, appointment]   # left out: everything
        retry:
          ack-seconds: 30            # then the connection is closed and the message sent again
          refusals: 5                # how often an AE is tried again before it becomes a dead letter
          first-seconds: {{(int)channel.RetryFirst.TotalSeconds}}           # first wait after a failure; doubles
          most-seconds: {{(int)channel.RetryMost.TotalSeconds}}          # longest wait
          expire-hours: 72           # an older delivery becomes a dead letter

        """;

    public const string Codes = """
        # Local code -> standard code. One row per code of this hospital; unmapped codes are kept as they came and listed
        # by "hub convert FILE --channel NAME --config DIR --explain".
        code,display,system,standard,standard_display
        GLU,葡萄糖,http://loinc.org,15074-8,Glucose [Moles/volume] in Blood
        WBC,白细胞计数,http://loinc.org,6690-2,Leukocytes [#/volume] in Blood by Automated count
        """;
}
