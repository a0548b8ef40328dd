using IzzyPS.Sandbox.Faults;

namespace IzzyPS.Sandbox;

/// <summary>One request that the sandbox has served. The log of <c>izzy sandbox</c> and the tests read it.</summary>
/// <param name="Method">The HTTP method.</param>
/// <param name="Path">The path.</param>
/// <param name="Status">The status of the answer. It is 0 when no answer was given.</param>
/// <param name="Duration">The time from the request's head to the end of the answer.</param>
/// <param name="Fault">The fault that struck the request, or null.</param>
/// <param name="Note">What the sandbox did, or null. For a create the note holds the id of the new car, even when the answer was lost.</param>
internal sealed record ServedRequest(string Method, string Path, int Status, TimeSpan Duration, SandboxFault? Fault, string? Note);
