BeforeAll { . $PSScriptRoot/common.ps1 }

Describe 'Start-IzzySandbox' {
    AfterEach { Stop-IzzySandbox }

    It 'gives each a client id, a secret and a ledger path of its own' {
        $first, $second = (Start-IzzySandbox), (Start-IzzySandbox)
        $first.BaseUri.IsLoopback | Should -BeTrue
        $first.BaseUri | Should -Not -Be $second.BaseUri
        $first.Credential.UserName | Should -Not -Be $second.Credential.UserName
        $first.LedgerPath | Should -Not -Be $second.LedgerPath
    }

    It 'takes a port, and says that it is taken' {
        $port = (Start-IzzySandbox).BaseUri.Port
        { Start-IzzySandbox -Port $port } | Should -Throw -ErrorId 'SandboxNotStarted*'
        Stop-IzzySandbox
        (Start-IzzySandbox -Port $port).BaseUri.Port | Should -Be $port
    }

    It 'takes as long as -Latency says' {
        $it = Connect-Sandbox -Latency 150
        (Measure-Command { Test-IzzyDealer }).TotalMilliseconds | Should -BeGreaterOrEqual 150
    }
}
